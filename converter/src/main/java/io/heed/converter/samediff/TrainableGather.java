package io.heed.converter.samediff;

import io.heed.converter.error.ConverterException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.imports.converters.DifferentialFunctionClassHolder;
import org.nd4j.linalg.api.ops.impl.shape.Gather;

/**
 * Rows of a table by id, with a gradient that is right: {@code Gather}'s own gives wrong values for
 * ids of rank 2 and an exception for rank 1.
 *
 * <p>SameDiff makes its gradient function by a round trip through FlatBuffers, which creates each
 * operator anew by the hash of its name. So this class replaces {@code Gather} in that registry;
 * used without {@link #register()} it would silently turn back into {@code Gather}.
 *
 * <p>Public with a public constructor because the registry creates it by reflection.
 */
public final class TrainableGather extends Gather {
  /** For the registry of operators alone. */
  public TrainableGather() {}

  private TrainableGather(SameDiff graph, SDVariable table, SDVariable ids) {
    super(graph, table, ids, 0, false);
  }

  /**
   * Rows of {@code table} by {@code ids}.
   *
   * @param table shape [rows, width]
   * @param ids integers of any rank, each in [0, rows)
   * @return shape [...ids, width]
   */
  public static SDVariable gather(SameDiff graph, SDVariable table, SDVariable ids) {
    return new TrainableGather(graph, table, ids).outputVariable();
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> outputGradients) {
    SDVariable table = arg(0);
    SDVariable ids = arg(1);
    SDVariable rows =
        sameDiff.reshape(
            outputGradients.get(0), -1L, table.getShape()[table.getShape().length - 1]);
    SDVariable summed =
        sameDiff.scatterAdd(sameDiff.zerosLike(table), sameDiff.reshape(ids, -1L), rows);
    return List.of(summed, sameDiff.zerosLike(ids));
  }

  @SuppressWarnings("unchecked")
  static void register() {
    try {
      DifferentialFunctionClassHolder holder = DifferentialFunctionClassHolder.getInstance();
      Field byHash = accessible("customOpHashToClass");
      ((Map<Long, Class<?>>) byHash.get(holder)).put(new Gather().opHash(), TrainableGather.class);
      Field fields = accessible("fieldsForFunction");
      Map<String, Map<String, Field>> fieldsOf =
          (Map<String, Map<String, Field>>) fields.get(holder);
      fieldsOf.put(TrainableGather.class.getName(), fieldsOf.get(Gather.class.getName()));
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new ConverterException(
          ConverterException.Kind.UNSUPPORTED,
          "ND4J's operator registry is not the one of 1.0.0-M2.1, which the gather repair expects",
          e);
    }
  }

  private static Field accessible(String name) throws NoSuchFieldException {
    Field field = DifferentialFunctionClassHolder.class.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
