package io.heed.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is told of results that were made up. */
class GpuReportTest {
  private static final String MADE_UP =
      """
      {"kind": "gpu", "settings": {"device": "cuda:0", "host": {"gpu": "a card"}},
       "jobs": [{"id": "mixed/m/fp16/b32", "status": "done"},
                {"id": "soak/m/fp16", "status": "failed", "reason": "out of memory"},
                {"id": "full/m/int8/s1/b1", "status": "left", "reason": "the budget"}],
       "cells": [
        {"job": "mixed/m/fp16/b32", "kind": "mixed", "model": "m", "precision": "fp16",
         "batch": 32, "length": "mixed", "contestant": "padded", "status": "ok",
         "sequencesPerSecond": 1000.0, "p50Millis": 1.25, "memory": {"peakMiB": 900}},
        {"job": "mixed/m/fp16/b32", "kind": "mixed", "model": "m", "precision": "fp16",
         "batch": 32, "length": "mixed", "contestant": "padding-free", "status": "ok",
         "sequencesPerSecond": 1750.0, "ofPeak": 0.25, "check": {"cosine": 0.99991}},
        {"job": "full/m/fp16", "kind": "full", "model": "m", "precision": "fp16", "batch": 1,
         "length": 128, "contestant": "padded", "status": "incorrect", "reason": "cosine 0.3"}]}
      """;

  @Test
  void markdown_ofTurns_hasTheirRatioAndFigures() {
    String page = GpuReport.of(JsonMapper.shared().readTree(MADE_UP)).markdown();
    assertTrue(page.contains("mixed/m/fp16/b32: padding-free is 1.75 times padded"), page);
    assertTrue(page.contains("25.0 %"), page);
    assertTrue(page.contains("0.999910"), page);
    assertTrue(page.contains("- gpu: a card"), page);
    assertTrue(page.contains("- full/m/int8/s1/b1: the budget"), page);
    assertTrue(!page.contains("## Whole length"), "a wrong graph has no figures: " + page);
  }

  @Test
  void failures_ofJobsAndGraphs_areTold() {
    assertEquals(
        List.of("soak/m/fp16: out of memory", "full/m/fp16, padded: incorrect: cosine 0.3"),
        GpuReport.of(JsonMapper.shared().readTree(MADE_UP)).failures());
  }

  @Test
  void of_somethingElse_isRefused() {
    for (String json : List.of("[]", "{}", "{\"kind\": \"gpu\", \"cells\": 3}")) {
      assertThrows(
          BenchException.class, () -> GpuReport.of(JsonMapper.shared().readTree(json)), json);
    }
  }
}
