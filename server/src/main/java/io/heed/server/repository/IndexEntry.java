package io.heed.server.repository;

/**
 * A version of a model as the index tells it.
 *
 * @param name of the model
 * @param version 1 or more; 0 for a model of which no version was found
 * @param state what can be said of it
 * @param reason why it is not ready, in words; empty if it is, or if nobody asked for it
 */
public record IndexEntry(String name, long version, ModelState state, String reason) {}
