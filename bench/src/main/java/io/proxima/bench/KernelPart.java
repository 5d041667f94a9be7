package io.proxima.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Nanoseconds per distance, with SIMD and in plain Java, each in a virtual machine of its own.
record KernelPart(boolean quick) implements Part {
  @Override
  public String name() {
    return "kernels";
  }

  @Override
  public Table run() throws RunnerException, IOException {
    try (Scratch scratch = Scratch.open()) {
      return run(scratch.path().resolve("jmh.log"));
    }
  }

  private Table run(Path log) throws RunnerException {
    TimeValue time = TimeValue.milliseconds(quick ? 200 : 1_000);
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(KernelBench.class.getName() + (quick ? "\\.(l2|dotOffHeap).*" : "\\..*"))
        .include(CodeBench.class.getName() + (quick ? "\\.(scan|extended).*" : "\\..*"))
        .forks(quick ? 1 : 2)
        .warmupIterations(6)
        .warmupTime(time)
        .measurementIterations(5)
        .measurementTime(time)
        .verbosity(VerboseMode.SILENT)
        .output(log.toString())
        .jvmArgs(
            "--add-modules",
            "jdk.incubator.vector",
            "-Xms256m",
            "-Xmx256m",
            "--sun-misc-unsafe-memory-access=allow");
    Map<String, Map<Integer, Double>> nanos = new TreeMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      int dim = Integer.parseInt(result.getParams().getParam("dim"));
      nanos
          .computeIfAbsent(
              result.getPrimaryResult().getLabel() + " " + result.getParams().getParam("kernels"),
              key -> new TreeMap<>())
          .put(dim, result.getPrimaryResult().getStatistics().getMin() / distances(result, dim));
    }
    return table(nanos);
  }

  /// How many distances one operation computes.
  private static int distances(RunResult result, int dim) {
    boolean isOfCodes = result.getParams().getBenchmark().startsWith(CodeBench.class.getName());
    return isOfCodes ? 1 : KernelBench.rowCount(dim);
  }

  private static Table table(Map<String, Map<Integer, Double>> nanos) {
    List<Integer> dims = List.of(100, 128, 384, 784, 1536);
    List<String> columns = new ArrayList<>(List.of("kernel"));
    dims.forEach(dim -> columns.add("d=" + dim));
    List<List<Object>> rows = new ArrayList<>();
    nanos.forEach((kernel, byDim) -> {
      List<Object> row = new ArrayList<>(List.of(kernel));
      dims.forEach(dim -> row.add(byDim.getOrDefault(dim, Double.NaN)));
      rows.add(row);
      Map<Integer, Double> simd = nanos.get(kernel.replace("plain", "simd"));
      if (kernel.endsWith("plain") && simd != null) {
        List<Object> ratio = new ArrayList<>(List.of(kernel.replace("plain", "plain ÷ simd")));
        dims.forEach(dim ->
            ratio.add(byDim.getOrDefault(dim, Double.NaN) / simd.getOrDefault(dim, Double.NaN)));
        rows.add(ratio);
      }
    });
    return new Table(
        "kernels",
        "Kernels: ns per distance or vector, rows in the second-level cache",
        columns,
        rows,
        "Best of the measured windows; `plain ÷ simd` is the factor that the module"
            + " jdk.incubator.vector brings.");
  }
}
