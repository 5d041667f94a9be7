package io.proxima.bench;

import io.proxima.bench.contest.HnswlibGraph;
import io.proxima.bench.contest.JVectorGraph;
import io.proxima.bench.contest.LuceneGraph;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// The graphs of the peers that take part.
record Grid(
    List<LuceneGraph.Shape> lucene,
    List<JVectorGraph.Shape> jvector,
    List<HnswlibGraph.Shape> hnswlib) {
  /// Those that were the best for some recall and data when all took part.
  static Grid chosen() {
    return of(new int[] {32}, new int[] {200});
  }

  /// The first are those that are asked under filters.
  static Grid filtered() {
    return of(new int[] {32}, new int[] {200});
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
