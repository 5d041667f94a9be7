package io.proxima.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A fresh directory that goes with `close`.
record Scratch(Path path) implements AutoCloseable {
  static Scratch open() throws IOException {
    String parent = System.getProperty("proxima.bench.directory");
    return new Scratch(
        parent == null
            ? Files.createTempDirectory("proxima-bench")
            : Files.createTempDirectory(Path.of(parent), "proxima-bench"));
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(path)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }
}
