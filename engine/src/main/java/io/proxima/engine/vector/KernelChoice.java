package io.proxima.engine.vector;

import java.lang.System.Logger.Level;

/// Which kernels this virtual machine runs. The class with the SIMD loops is loaded only if the
/// module it needs is there.
final class KernelChoice {
  private static final String MODULE = "jdk.incubator.vector";

  static final Kernels PLAIN = new ScalarKernels();
  static final Kernels BEST = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
      return new PanamaKernels();
    }
    System.getLogger(KernelChoice.class.getName())
        .log(
            Level.INFO,
            "vector search runs without SIMD; start java with --add-modules {0} to use it",
            MODULE);
    return PLAIN;
  }
}
