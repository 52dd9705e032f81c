package io.heed.converter.half;

/**
 * A node that stays in single precision.
 *
 * @param node its name or, where it has none, that of its first output
 * @param operator its type
 * @param reason why
 * @param detail more of it, in words
 */
public record KeptNode(String node, String operator, KeepReason reason, String detail) {}
