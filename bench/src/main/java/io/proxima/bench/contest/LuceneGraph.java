package io.proxima.bench.contest;

import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.Version;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/// The graph of Lucene, merged to one segment and searched below the level of queries, where it is
/// fastest.
public final class LuceneGraph implements Contestant {
  private static final String FIELD = "v";
  private static final int[] EFS = {16, 24, 32, 48, 64, 96, 128, 192, 256, 400, 600, 800};

  private final Field field;
  private final Shape shape;
  private final Kept kept;
  private @Nullable DirectoryReader reader;

  /// The parameters of a graph.
  ///
  /// @param encoding what vectors are quantised to, null for floats
  public record Shape(int m, int efConstruction, @Nullable ScalarEncoding encoding) {
    String label() {
      String bits =
          encoding == null
              ? "float32"
              : switch (encoding) {
                case UNSIGNED_BYTE -> "8 bits";
                case SEVEN_BIT -> "7 bits";
                case PACKED_NIBBLE -> "4 bits";
                case DIBIT_QUERY_NIBBLE -> "2 bits";
                case SINGLE_BIT_QUERY_NIBBLE -> "1 bit";
              };
      return bits + ", M " + m + ", efC " + efConstruction;
    }
  }

  /// A graph, kept under `cache`.
  public LuceneGraph(Field field, Shape shape, Path cache, Clock clock) {
    this.field = field;
    this.shape = shape;
    this.kept =
        Kept.of(cache, field.set(), "lucene-" + Version.LATEST + "-" + shape.label(), clock);
  }

  @Override
  public String system() {
    return "Lucene";
  }

  @Override
  public String variant() {
    return shape.label();
  }

  @Override
  public Build build() throws Exception {
    Build build = kept.ensure(field.set().base().byteSize(), this::make);
    reader = DirectoryReader.open(new MMapDirectory(kept.folder()));
    check(leaf());
    return build;
  }

  /// Vectors first, in two segments without graphs; then these are merged, which makes the graph
  /// with two threads.
  private double make(Path folder) throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(OrderedRows.THREADS);
        FSDirectory directory = new MMapDirectory(folder)) {
      try (IndexWriter writer = new IndexWriter(directory, config(format(1, null, true)))) {
        for (int ord = 0; ord < field.rows().length; ord++) {
          Document document = new Document();
          document.add(new KnnFloatVectorField(FIELD, field.rows()[ord], similarity()));
          writer.addDocument(document);
          if (ord == field.rows().length / 2) {
            writer.commit();
          }
        }
        writer.commit();
      }
      KnnVectorsFormat graph = format(OrderedRows.THREADS, threads, false);
      try (IndexWriter writer = new IndexWriter(directory, config(graph))) {
        writer.forceMerge(1);
        writer.commit();
      }
    }
    return 0;
  }

  private static IndexWriterConfig config(KnnVectorsFormat format) {
    return new IndexWriterConfig()
        .setCodec(
            new Lucene104Codec() {
              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String name) {
                return format;
              }
            })
        .setUseCompoundFile(false)
        .setMergePolicy(new LogDocMergePolicy())
        .setRAMBufferSizeMB(1_900);
  }

  private KnnVectorsFormat format(int workers, @Nullable ExecutorService threads, boolean isFlat) {
    int least = isFlat ? Integer.MAX_VALUE : 0;
    return shape.encoding == null
        ? new Lucene99HnswVectorsFormat(shape.m, shape.efConstruction, workers, threads, least)
        : new Lucene104HnswScalarQuantizedVectorsFormat(
            shape.encoding, shape.m, shape.efConstruction, workers, threads, least);
  }

  private VectorSimilarityFunction similarity() {
    return switch (field.set().metric()) {
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
      default -> throw new IllegalArgumentException("Lucene has no " + field.set().metric());
    };
  }

  private LeafReader leaf() {
    if (reader == null || reader.leaves().size() != 1) {
      throw new IllegalStateException("the index is not one segment");
    }
    return reader.leaves().getFirst().reader();
  }

  private void check(LeafReader leaf) throws IOException {
    FloatVectorValues values = leaf.getFloatVectorValues(FIELD);
    int count = field.rows().length;
    for (int ord : new int[] {0, count / 3, count - 1}) {
      if (values.size() != count || !Arrays.equals(values.vectorValue(ord), field.rows()[ord])) {
        throw new IllegalStateException("the rows of the index are in another order");
      }
    }
  }

  @Override
  public List<Setting> settings() {
    LeafReader leaf = leaf();
    List<Setting> settings = new ArrayList<>();
    for (int ef : EFS) {
      if (shape.encoding == null) {
        settings.add(new Setting("ef " + ef, () -> new Asking(leaf, ef, 0)));
        continue;
      }
      for (int again : new int[] {0, 20, 50, 100, 200}) {
        if (again <= ef) {
          String label = again == 0 ? "ef " + ef : "ef " + ef + ", again " + again;
          settings.add(new Setting(label, () -> new Asking(leaf, ef, again)));
        }
      }
    }
    return settings;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }

  /// @param again how many of the best are measured by their floats, 0 for none
  private record Asking(LeafReader leaf, int ef, int again) implements FilteredSearcher {
    @Override
    public int search(float[] query, int[] ords) {
      try {
        return search(query, AcceptDocs.fromLiveDocs(null, leaf.maxDoc()), ords);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int search(float[] query, AcceptDocs accepted, int[] ords) throws IOException {
      int wanted = Math.max(ef, ords.length);
      TopKnnCollector collector = new TopKnnCollector(wanted, Integer.MAX_VALUE);
      leaf.searchNearestVectors(FIELD, query, collector, accepted);
      return best(query, collector.topDocs().scoreDocs, ords);
    }

    private int best(float[] query, ScoreDoc[] found, int[] ords) throws IOException {
      ScoreDoc[] best = again == 0 ? found : again(query, found);
      int count = Math.min(ords.length, best.length);
      for (int i = 0; i < count; i++) {
        ords[i] = best[i].doc;
      }
      return count;
    }

    /// Measures the best by their floats, in the order in which they are stored.
    private ScoreDoc[] again(float[] query, ScoreDoc[] found) throws IOException {
      ScoreDoc[] best = Arrays.copyOf(found, Math.min(again, found.length));
      Arrays.sort(best, (a, b) -> Integer.compare(a.doc, b.doc));
      VectorScorer scorer = leaf.getFloatVectorValues(FIELD).rescorer(query);
      DocIdSetIterator rows = scorer.iterator();
      for (ScoreDoc one : best) {
        rows.advance(one.doc);
        one.score = scorer.score();
      }
      Arrays.sort(best, (a, b) -> Float.compare(b.score, a.score));
      return best;
    }

    /// As its queries do it: the graph as long as that visits fewer rows than may be found, else
    /// all of these.
    @Override
    public Filter prepare(long[] words, int eligible) {
      FixedBitSet bits = new FixedBitSet(words, leaf.maxDoc());
      return (query, ords) -> {
        try {
          TopKnnCollector collector = new TopKnnCollector(Math.max(ef, ords.length), eligible + 1);
          leaf.searchNearestVectors(FIELD, query, collector, accepted(bits, eligible));
          return collector.earlyTerminated()
              ? exact(query, bits, eligible, ords)
              : best(query, collector.topDocs().scoreDocs, ords);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    }

    private AcceptDocs accepted(FixedBitSet bits, int eligible) {
      return AcceptDocs.fromIteratorSupplier(
          () -> new BitSetIterator(bits, eligible), null, leaf.maxDoc());
    }

    private int exact(float[] query, FixedBitSet bits, int eligible, int[] ords)
        throws IOException {
      TopKnnCollector nearest = new TopKnnCollector(ords.length, Integer.MAX_VALUE);
      VectorScorer scorer = leaf.getFloatVectorValues(FIELD).rescorer(query);
      DocIdSetIterator rows = scorer.iterator();
      DocIdSetIterator wanted = new BitSetIterator(bits, eligible);
      for (int doc = wanted.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = wanted.nextDoc()) {
        rows.advance(doc);
        nearest.collect(doc, scorer.score());
      }
      ScoreDoc[] found = nearest.topDocs().scoreDocs;
      for (int i = 0; i < found.length; i++) {
        ords[i] = found[i].doc;
      }
      return found.length;
    }
  }
}
