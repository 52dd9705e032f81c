package io.heed.converter.corpus;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one open file in one format. Confined to one thread. */
interface RowSource extends Closeable {

  /** The next row, or null at the end of the file. */
  @Nullable Row next() throws IOException;
}
