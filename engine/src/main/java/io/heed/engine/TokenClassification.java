package io.heed.engine;

import io.heed.engine.label.Entity;
import java.util.List;

/**
 * The entities of one text. Immutable. Two answers are equal if the entities are, whatever time
 * they took.
 *
 * @param entities in the order of the text; may be none
 * @param times where the time went
 */
public record TokenClassification(List<Entity> entities, StageTimes times) {
  /** Copies the entities. */
  public TokenClassification {
    entities = List.copyOf(entities);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenClassification that && entities.equals(that.entities);
  }

  @Override
  public int hashCode() {
    return entities.hashCode();
  }
}
