package io.proxima.bench.contest;

import io.proxima.bench.data.Dataset;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Metric;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// The graph of hnswlib, a library in C++, in a process of its own that is made by the compiler of
/// this machine for this machine.
public final class HnswlibGraph implements Contestant {
  private static final String VERSION = "0.6.2";
  private static final String SOURCE = "hnswlib.cpp";
  private static final int[] EFS = {10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400, 600, 800};

  private final Field field;
  private final Shape shape;
  private final Path program;
  private final Path queries;
  private final Kept kept;
  private final Queue<Running> idle = new ConcurrentLinkedQueue<>();

  /// The parameters of a graph.
  public record Shape(int m, int efConstruction) {}

  /// A graph, kept under `cache`, for some of the queries of the data set.
  ///
  /// @param program what `compile` made
  public HnswlibGraph(Field field, Shape shape, Path program, Path cache, Clock clock) {
    this.field = field;
    this.shape = shape;
    this.program = program;
    String name = "hnswlib-" + VERSION + "-M " + shape.m + "-efC " + shape.efConstruction;
    this.kept = Kept.of(cache, field.set(), name, clock);
    this.queries = kept.folder().resolveSibling("queries.f32");
  }

  /// Whether the headers were fetched and there is a compiler.
  public static boolean isPossible(Path cache) {
    return Files.exists(headers(cache).resolve("hnswlib/hnswlib.h")) && hasCompiler();
  }

  private static Path headers(Path cache) {
    return cache.resolve("hnswlib").resolve("usr/include");
  }

  private static boolean hasCompiler() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "g++")));
  }

  /// Makes the program.
  public static Path compile(Path cache) throws IOException, InterruptedException {
    Path source = cache.resolve("hnswlib").resolve(SOURCE);
    try (InputStream in = HnswlibGraph.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + SOURCE);
      }
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path program = cache.resolve("hnswlib").resolve("bench");
    Process compiler =
        new ProcessBuilder(
                "g++",
                "-O3",
                "-march=native",
                "-std=c++17",
                "-w",
                "-I",
                headers(cache).toString(),
                "-o",
                program.toString(),
                source.toString(),
                "-pthread")
            .inheritIO()
            .start();
    if (compiler.waitFor() != 0) {
      throw new IllegalStateException("g++ did not compile " + source);
    }
    return program;
  }

  @Override
  public String system() {
    return "hnswlib";
  }

  @Override
  public String variant() {
    return "float32, M " + shape.m + ", efC " + shape.efConstruction;
  }

  @Override
  public Build build() throws Exception {
    Dataset set = field.set();
    Build build = kept.ensure(set.base().byteSize(), this::make);
    write(queries, field.queries(0, set.queryCount()));
    return build;
  }

  private double make(Path folder) throws IOException, InterruptedException {
    Path rows = folder.resolve("rows.f32");
    write(rows, field.rows());
    Process process =
        start(
            "build",
            metric(),
            Integer.toString(field.set().dim()),
            Integer.toString(shape.m),
            Integer.toString(shape.efConstruction),
            Integer.toString(OrderedRows.THREADS),
            rows.toString(),
            folder.resolve("graph").toString());
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      if (process.waitFor() != 0 || line == null) {
        throw new IllegalStateException("hnswlib did not make a graph");
      }
      Files.delete(rows);
      return Long.parseLong(line) / 1e9;
    }
  }

  private Process start(String... words) throws IOException {
    String[] command = new String[words.length + 1];
    command[0] = program.toString();
    System.arraycopy(words, 0, command, 1, words.length);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private String metric() {
    return field.set().metric() == Metric.L2 ? "l2" : "ip";
  }

  private static void write(Path file, float[][] rows) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] row : rows) {
        bytes.clear().asFloatBuffer().put(row);
        out.write(bytes.array());
      }
    }
  }

  @Override
  public List<Setting> settings() {
    return IntStream.of(EFS)
        .mapToObj(ef -> new Setting("ef " + ef, () -> new Asking(this, ef)))
        .toList();
  }

  private Running take() throws IOException {
    Running known = idle.poll();
    if (known != null) {
      return known;
    }
    Process process =
        start(
            "search",
            metric(),
            Integer.toString(field.set().dim()),
            kept.folder().resolve("graph").toString(),
            queries.toString());
    return new Running(process, process.outputWriter(), process.inputReader());
  }

  @Override
  public void close() throws IOException {
    for (Running running = idle.poll(); running != null; running = idle.poll()) {
      running.close();
    }
  }

  /// A process that has loaded the graph.
  private record Running(Process process, BufferedWriter in, BufferedReader out)
      implements AutoCloseable {
    String line() throws IOException {
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("hnswlib ended");
      }
      return line;
    }

    /// It ends with its input.
    @Override
    public void close() throws IOException {
      in.close();
      process.onExit().join();
      out.close();
    }
  }

  private record Asking(HnswlibGraph graph, int ef) implements Searcher {
    @Override
    public int search(float[] query, int[] ords) {
      throw new IllegalStateException("it is asked by the number of the query");
    }

    @Override
    public long ask(Round round, Clock clock) {
      try {
        Running running = graph.take();
        long cpu = ask(running, round);
        graph.idle.add(running);
        return cpu;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private long ask(Running running, Round round) throws IOException {
      int k = round.found()[0].length;
      int from = round.first() + round.from();
      int to = round.first() + round.to();
      running.in.write(ef + " " + k + " " + from + " " + to + "\n");
      running.in.flush();
      for (int i = round.from(); i < round.to(); i++) {
        String[] words = running.line().split(" ");
        round.nanos()[i] = Long.parseLong(words[0]);
        int[] ords = round.found()[i];
        Arrays.fill(ords, -1);
        for (int j = 1; j < words.length; j++) {
          ords[j - 1] = Integer.parseInt(words[j]);
        }
      }
      return Long.parseLong(running.line());
    }
  }
}
