package io.proxima.cli;

/// Where `java -jar proxima.jar` begins: compiled for Java 17, so that an older virtual machine
/// gets a sentence instead of a class version number.
public final class Start {
  private static final int NEEDED = 25;

  private Start() {}

  /// Starts the command line if this virtual machine can run it.
  public static void main(String[] args) throws Exception {
    int feature = Runtime.version().feature();
    if (feature < NEEDED) {
      System.err.printf(
          "Proxima needs Java %d or later; this is Java %s in %s%n",
          NEEDED, Runtime.version(), System.getProperty("java.home"));
      System.exit(3);
    }
    Class.forName("io.proxima.cli.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) args);
  }
}
