package io.proxima.bench;

import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The command `proxima bench`: measures, prints tables, writes them as JSON.
public final class Main {
  private static final String HELP =
      """
      usage: proxima bench [--quick] [--data SET,...] [--json FILE] [--grid] [PART ...]

        kernels  ns per distance, with SIMD and in plain Java
        log      durable commits per second with 1, 8 and 64 writers
        flat     recall and speed of the flat index, on the data that bench/data/fetch brought
        ivf      recall and speed of the inverted index, on the same data
        hnsw     recall and speed of the graph index next to the inverted one, on the same data
        table    a table with a vector index through JDBC, with and without filters, on the same data
        peers    recall and speed next to JVector, Lucene and hnswlib; --grid tries all their graphs
        filters  recall and speed under filters, next to JVector and Lucene
        knn      a prepared statement through JDBC against the call of the engine
        sql      what SQL adds to the call of the engine: prepared, with literals, never seen before
        load     rows with vectors through JDBC batches, next to H2 and SQLite
        sparse   what packing of vectors that are mostly zeros saves and costs
        start    a fresh virtual machine up to the answer of its first statement

      Without PART those that compare if there is --data, else all others: about four minutes with
      --quick, else about twenty. Sets of --data that are not made here come by bench/data/fetch:
      fashion-mnist-784, mnist-784, glove-100, mixture-128, uniform-32, duplicates-64, product-96
      -Dproxima.bench.directory=DIR in PROXIMA_JAVA_OPTS says where databases are made.
      """;

  private static final Set<String> COMPARING = Set.of("peers", "filters");

  private Main() {}

  /// Runs the parts that `args` names.
  public static void main(String[] args) throws Exception {
    boolean quick = false;
    Path json = Path.of("proxima-bench.json");
    boolean isFull = false;
    List<String> data = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--quick")) {
        quick = true;
      } else if (args[i].equals("--json") && i + 1 < args.length) {
        json = Path.of(args[++i]);
      } else if (args[i].equals("--data") && i + 1 < args.length) {
        data.addAll(List.of(args[++i].split(",")));
      } else if (args[i].equals("--grid")) {
        isFull = true;
      } else {
        wanted.add(args[i]);
      }
    }
    Clock clock = Clock.system();
    Options options = new Options(quick, data, isFull);
    List<Part> parts =
        List.of(
            new KernelPart(quick),
            new LogPart(quick, clock),
            new FlatPart(quick, clock),
            new IvfPart(quick, clock),
            new HnswPart(quick, clock),
            new TablePart(quick, clock),
            new PeersPart(options, clock),
            new FiltersPart(options, clock),
            new KnnPart(quick, clock),
            new SqlPart(quick, clock),
            new LoadPart(quick),
            new SparsePart(quick, clock),
            new StartPart(quick, clock));
    if (!parts.stream().map(Part::name).toList().containsAll(wanted)) {
      System.err.print(HELP);
      System.exit(wanted.contains("--help") ? 0 : 2);
    }
    List<Part> chosen =
        parts.stream()
            .filter(part ->
                wanted.isEmpty()
                    ? COMPARING.contains(part.name()) != data.isEmpty()
                    : wanted.contains(part.name()))
            .toList();
    run(chosen, quick, json);
  }

  private static void run(List<Part> parts, boolean quick, Path json) throws Exception {
    String machine = machine(quick);
    System.out.println(machine + "\n");
    List<Table> tables = new ArrayList<>();
    List<Chart> charts = new ArrayList<>();
    for (Part part : parts) {
      System.err.println("measuring " + part.name() + " ...");
      Table table = part.run();
      System.out.println(table.toMarkdown());
      tables.add(table);
      charts.addAll(part.charts());
    }
    Files.writeString(json, json(machine, tables, charts));
    String name = json.getFileName().toString();
    Path page = json.resolveSibling(name.replaceFirst("(\\.json)?$", ".html"));
    Files.writeString(page, new Page(machine, tables, charts).toHtml());
    System.out.println("Written to " + json.toAbsolutePath() + " and " + page.toAbsolutePath());
  }

  private static String json(String machine, List<Table> tables, List<Chart> charts) {
    return "{\"machine\": "
        + Table.json(machine)
        + ", \"tables\": [\n  "
        + String.join(",\n  ", tables.stream().map(Table::toJson).toList())
        + "\n], \"curves\": [\n  "
        + String.join(",\n  ", charts.stream().map(Chart::toJson).toList())
        + "\n]}\n";
  }

  private static String machine(boolean quick) throws IOException {
    Path cpus = Path.of("/proc/cpuinfo");
    String cpu =
        Files.isReadable(cpus)
            ? Files.readAllLines(cpus).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown CPU")
            : "unknown CPU";
    Path load = Path.of("/proc/loadavg");
    String version = Main.class.getPackage().getImplementationVersion();
    return String.format(
        Locale.ROOT,
        "Proxima %s, commit %s, Java %s, %s, %d processors, %s %s, load before %s, %s run, flags"
            + " %s",
        version == null ? "(development)" : version,
        System.getProperty("proxima.commit", "unknown"),
        Runtime.version(),
        cpu,
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Files.isReadable(load) ? Files.readString(load).split(" ")[0] : "unknown",
        quick ? "quick" : "full",
        String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
  }
}
