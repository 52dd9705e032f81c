package io.heed.engine;

import io.heed.engine.runtime.TensorDescription;
import io.heed.models.ProblemType;
import io.heed.models.Variant;
import java.util.List;
import java.util.SortedMap;

/**
 * What a loaded model is. Immutable.
 *
 * @param name the name of the model directory
 * @param variant the variant that is loaded
 * @param variants all variants of the directory
 * @param architectures the model classes its configuration names; may be empty
 * @param problemType what the scores mean
 * @param labels the labels in the order of their ids
 * @param inputs the inputs of the graph
 * @param outputs the outputs of the graph
 * @param opsets the version of each operator set the graph uses
 * @param parameterCount the elements of the graph's weights
 * @param vocabularySize the tokens the tokenizer knows
 * @param maxTokens the length at which a text is cut, special tokens included
 * @param accuracy the measured accuracy of each variant, 0 to 1, where the directory tells
 */
public record ModelDescription(
    String name,
    Variant variant,
    List<Variant> variants,
    List<String> architectures,
    ProblemType problemType,
    List<String> labels,
    List<TensorDescription> inputs,
    List<TensorDescription> outputs,
    SortedMap<String, Long> opsets,
    long parameterCount,
    int vocabularySize,
    int maxTokens,
    SortedMap<String, Double> accuracy) {}
