package io.proxima.engine.row;

import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.vector.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A sparse vector as Avro bytes: index and value of each element.
final class SparseBytes {
  private static final int ELEMENT_BYTES = Integer.BYTES + Float.BYTES;

  private SparseBytes() {}

  static void write(SparseVector vector, AvroOutput out) {
    ByteBuffer bytes =
        ByteBuffer.allocate(ELEMENT_BYTES * vector.count()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < vector.count(); i++) {
      bytes.putInt(vector.index(i)).putFloat(vector.value(i));
    }
    out.writeBytes(bytes.array());
  }

  static SparseVector read(AvroInput in, int dim) {
    byte[] all = in.readBytes(ELEMENT_BYTES * SparseVector.MAX_ELEMENTS);
    if (all.length % ELEMENT_BYTES != 0) {
      throw in.malformed("a sparse vector of " + all.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int[] indices = new int[all.length / ELEMENT_BYTES];
    float[] values = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = bytes.getInt();
      values[i] = bytes.getFloat();
    }
    try {
      return SparseVector.of(dim, indices, values);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }
}
