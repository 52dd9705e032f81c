package io.heed.bench.serve;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A service that can be compared.
 *
 * @param name for people
 * @param family of which one form stands for all: the best
 * @param command to start it at a port
 */
record PeerService(String name, String family, IntFunction<List<String>> command) {}
