/**
 * ND4J and SameDiff made trustworthy: the set-up and the repairs without which 1.0.0-M2.1 gives
 * silently wrong numbers or runs slowly.
 *
 * <p>Start at {@link io.heed.converter.samediff.Nd4jSetup#apply()}, which every user of SameDiff
 * calls first. The set-up is process-wide and idempotent; a {@code SameDiff} instance is confined
 * to one thread. What is repaired, and how each fault shows, stands in the module's RATIONALE.md.
 * No network and no training here.
 */
@NullMarked
package io.heed.converter.samediff;

import org.jspecify.annotations.NullMarked;
