package io.proxima.bench.data;

import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The file of the exact distances from the queries of a data set to their 100 nearest rows.
///
/// | bytes | what |
/// |---|---|
/// | 8 | CRC32C of all vectors of the set |
/// | 8 | CRC32C of what follows |
/// | 800 a query | distances, ascending doubles, big-endian as all of it |
record Answers(Path file) {
  private static final int HEADER_BYTES = 16;

  /// Of so many queries every distance is added up again another way.
  private static final int CHECKED = 20;

  /// Fills the answers of a set: from the file, or, where there is none of those vectors or it is
  /// damaged, by measuring all.
  void fill(Dataset set, MemorySegment vectors) throws IOException {
    long checksum = checksum(vectors);
    if (Files.exists(file) && read(set.truth(), checksum)) {
      return;
    }
    System.err.println("measuring all distances of " + set.name() + " ...");
    measure(set);
    check(set);
    write(set.truth(), checksum);
  }

  private boolean read(double[] truth, long checksum) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.capacity() != HEADER_BYTES + 8 * truth.length
        || bytes.getLong(0) != checksum
        || bytes.getLong(8) != bodyChecksum(bytes)) {
      return false;
    }
    bytes.position(HEADER_BYTES).slice().asDoubleBuffer().get(truth);
    return true;
  }

  private void write(double[] truth, long checksum) throws IOException {
    byte[] content = new byte[HEADER_BYTES + 8 * truth.length];
    ByteBuffer bytes = ByteBuffer.wrap(content);
    bytes.slice(HEADER_BYTES, 8 * truth.length).asDoubleBuffer().put(truth);
    bytes.putLong(0, checksum).putLong(8, bodyChecksum(bytes));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, content);
    Files.deleteIfExists(file);
    Files.move(part, file);
  }

  private static long bodyChecksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(HEADER_BYTES, bytes.capacity() - HEADER_BYTES));
    return crc.getValue();
  }

  private static long checksum(MemorySegment vectors) {
    CRC32C crc = new CRC32C();
    long step = 1L << 30;
    for (long at = 0; at < vectors.byteSize(); at += step) {
      crc.update(vectors.asSlice(at, Math.min(step, vectors.byteSize() - at)).asByteBuffer());
    }
    return crc.getValue();
  }

  private static void measure(Dataset set) {
    try (Matrix matrix = Datasets.matrix(set)) {
      int[] ords = new int[1024];
      for (int query = 0; query < set.queryCount(); query++) {
        MatrixScorer scorer = MatrixScorer.of(matrix, set.metric(), set.query(query));
        double[] best = new double[Dataset.TRUTH];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int from = 0; from < set.count(); from += ords.length) {
          int count = Math.min(ords.length, set.count() - from);
          int found = scorer.candidates(from, count, best[best.length - 1], ords);
          for (int i = 0; i < found; i++) {
            insert(best, scorer.exact(ords[i]));
          }
        }
        System.arraycopy(best, 0, set.truth(), query * Dataset.TRUTH, best.length);
      }
    }
  }

  private static void insert(double[] best, double distance) {
    if (distance < best[best.length - 1]) {
      int at = Arrays.binarySearch(best, distance);
      at = at < 0 ? -at - 1 : at;
      System.arraycopy(best, at, best, at + 1, best.length - 1 - at);
      best[at] = distance;
    }
  }

  /// Adds up all distances of some queries in plain arithmetic, and compares.
  private static void check(Dataset set) {
    for (int i = 0; i < Math.min(CHECKED, set.queryCount()); i++) {
      int query = (int) ((long) i * set.queryCount() / CHECKED);
      float[] vector = set.query(query);
      double[] best = new double[Dataset.TRUTH];
      Arrays.fill(best, Double.POSITIVE_INFINITY);
      for (int ord = 0; ord < set.count(); ord++) {
        insert(best, set.distance(vector, ord));
      }
      for (int j = 0; j < best.length; j++) {
        double known = set.truth()[query * Dataset.TRUTH + j];
        if (Math.abs(best[j] - known) > 1e-9 * Math.max(1, Math.abs(known))) {
          throw new IllegalStateException(
              set.name() + ", query " + query + ": " + best[j] + " is not " + known);
        }
      }
    }
  }
}
