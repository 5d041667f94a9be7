package io.proxima.engine.index.hnsw;

import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.vector.CodeKernels;

/// Codes the neighbours of nodes against these, when no neighbour will change any more.
///
/// - **Threads:** one thread.
final class NeighbourCoder {
  private final NodeRecords records;
  private final RabitqEncoder encoder;
  private final byte[] scratch;
  private final float[] centre;
  private final float[] neighbour;

  NeighbourCoder(NodeRecords records) {
    int dim = records.layout().space().paddedDim();
    this.records = records;
    this.encoder = new RabitqEncoder(records.layout().space(), 0);
    this.scratch = new byte[dim];
    this.centre = new float[dim];
    this.neighbour = new float[dim];
  }

  void code(int node) {
    long record = records.at(node);
    int degree = records.degree(record);
    records.read(node, centre, scratch);
    encoder.against(centre);
    int lanes = records.layout().blocks() * CodeKernels.LANES;
    for (int slot = 0; slot < lanes; slot++) {
      if (slot < degree) {
        records.read(records.neighbour(record, slot), neighbour, scratch);
        encoder.encodePlaced(neighbour);
      } else {
        encoder.encodeNone();
      }
      long block = records.blockAt(record, slot / CodeKernels.LANES);
      encoder.writeTo(records.bytes(), block, slot % CodeKernels.LANES);
    }
  }
}
