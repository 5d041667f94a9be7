package io.proxima.bench;

import io.proxima.bench.contest.HnswlibGraph;
import io.proxima.bench.contest.JVectorGraph;
import io.proxima.bench.contest.LuceneGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// The graphs of the peers that take part.
record Grid(
    List<LuceneGraph.Shape> lucene,
    List<JVectorGraph.Shape> jvector,
    List<HnswlibGraph.Shape> hnswlib) {
  /// A part that can be made in a quarter of an hour: the larger graphs, which are the better ones
  /// at high recall, in the formats that differ most, and a smaller one of each that is faster at
  /// low recall.
  static Grid some() {
    return new Grid(
        List.of(
            new LuceneGraph.Shape(32, 200, null),
            new LuceneGraph.Shape(32, 200, ScalarEncoding.SEVEN_BIT),
            new LuceneGraph.Shape(32, 200, ScalarEncoding.PACKED_NIBBLE),
            new LuceneGraph.Shape(32, 200, ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE),
            new LuceneGraph.Shape(16, 200, ScalarEncoding.SEVEN_BIT)),
        Arrays.stream(JVectorGraph.Coding.values())
            .map(coding -> new JVectorGraph.Shape(32, 200, coding))
            .toList(),
        List.of(new HnswlibGraph.Shape(16, 200)));
  }

  /// All of them.
  static Grid all() {
    return of(new int[] {16, 32}, new int[] {100, 200});
  }

  private static Grid of(int[] ms, int[] efs) {
    List<LuceneGraph.Shape> lucene = new ArrayList<>();
    List<JVectorGraph.Shape> jvector = new ArrayList<>();
    List<HnswlibGraph.Shape> hnswlib = new ArrayList<>();
    for (int m : ms) {
      for (int ef : efs) {
        lucene.add(new LuceneGraph.Shape(m, ef, null));
        for (ScalarEncoding encoding : ScalarEncoding.values()) {
          lucene.add(new LuceneGraph.Shape(m, ef, encoding));
        }
        for (JVectorGraph.Coding coding : JVectorGraph.Coding.values()) {
          jvector.add(new JVectorGraph.Shape(m, ef, coding));
        }
        hnswlib.add(new HnswlibGraph.Shape(m, ef));
      }
    }
    return new Grid(lucene, jvector, hnswlib);
  }
}
