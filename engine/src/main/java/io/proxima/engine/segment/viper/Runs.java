package io.proxima.engine.segment.viper;

import io.proxima.engine.schema.AvroOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Small numbers as Parquet packs levels and indices: runs of one value, and groups of eight packed
/// bit by bit, lowest first ("RLE/bit-packing hybrid").
///
/// A run of n values is the varint 2 n and the value in as few bytes as hold it; g packed groups
/// are the varint 2 g + 1 and `g · width` bytes.
final class Runs {
  private static final int GROUP = 8;

  private Runs() {}

  /// The bits that numbers up to `max` need.
  static int width(int max) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(max);
  }

  static void write(int[] values, int count, int width, AvroOutput out) {
    int packedFrom = 0;
    int at = 0;
    while (at < count) {
      int run = runAt(values, at, count);
      int toGroup = (GROUP - (at - packedFrom) % GROUP) % GROUP;
      if (run - toGroup >= GROUP) {
        pack(values, packedFrom, at + toGroup, width, out);
        writeRun(values[at], run - toGroup, width, out);
        packedFrom = at + run;
      }
      at += run;
    }
    pack(values, packedFrom, count, width, out);
  }

  private static int runAt(int[] values, int from, int count) {
    int end = from + 1;
    while (end < count && values[end] == values[from]) {
      end++;
    }
    return end - from;
  }

  static void writeRun(int value, int count, int width, AvroOutput out) {
    writeVarint(2L * count, out);
    out.writeLittleEndian(value, (width + 7) / 8);
  }

  /// Packs `values[from..to)`; behind the last value the group is filled with zeros.
  private static void pack(int[] values, int from, int to, int width, AvroOutput out) {
    int groups = (to - from + GROUP - 1) / GROUP;
    if (groups == 0) {
      return;
    }
    writeVarint(2L * groups + 1, out);
    long bits = 0;
    int filled = 0;
    for (int i = from; i < from + groups * GROUP; i++) {
      bits |= (long) (i < to ? values[i] : 0) << filled;
      filled += width;
      while (filled >= Byte.SIZE) {
        out.writeByte((int) bits & 0xFF);
        bits >>>= Byte.SIZE;
        filled -= Byte.SIZE;
      }
    }
  }

  private static void writeVarint(long value, AvroOutput out) {
    long rest = value;
    while (rest >= 0x80) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /// Reads `count` values.
  static void read(ByteBuffer in, int width, int count, int[] values) {
    int done = 0;
    while (done < count) {
      long head = readVarint(in);
      if ((head & 1) == 0) {
        int run = (int) Math.min(head >>> 1, count - done);
        int value = readValue(in, width);
        Arrays.fill(values, done, done + run, value);
        done += run;
      } else {
        int packed = (int) (head >>> 1) * GROUP;
        int end = in.position() + packed / GROUP * width;
        int wanted = Math.min(packed, count - done);
        unpack(in, width, wanted, values, done);
        in.position(end);
        done += wanted;
      }
    }
  }

  private static void unpack(ByteBuffer in, int width, int count, int[] values, int at) {
    long mask = (1L << width) - 1;
    long bits = 0;
    int filled = 0;
    for (int i = at; i < at + count; i++) {
      while (filled < width) {
        bits |= (in.get() & 0xFFL) << filled;
        filled += Byte.SIZE;
      }
      values[i] = (int) (bits & mask);
      bits >>>= width;
      filled -= width;
    }
  }

  static int readValue(ByteBuffer in, int width) {
    int value = 0;
    for (int shift = 0; shift < width; shift += Byte.SIZE) {
      value |= (in.get() & 0xFF) << shift;
    }
    return value;
  }

  static long readVarint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a number that does not end");
  }
}
