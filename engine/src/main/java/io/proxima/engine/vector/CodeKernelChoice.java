package io.proxima.engine.vector;

/// Which kernels for codes this virtual machine runs: those with SIMD where distances have them,
/// too, and registers are wide enough that they pay.
final class CodeKernelChoice {
  static final CodeKernels PLAIN = new PlainCodeKernels();
  static final CodeKernels BEST =
      Kernels.best() != Kernels.plain() && SimdCodeKernels.pays() ? new SimdCodeKernels() : PLAIN;

  private CodeKernelChoice() {}
}
