package io.proxima.cli;

import java.util.List;

/// One of the questions that the demonstration asks.
///
/// @param title what it shows
/// @param question what is asked, in words
record DemoQuery(String title, String question, String sql, List<Object> parameters) {
  /// The five questions over the sample.
  static List<DemoQuery> all(Sample sample) {
    Sample.Question sarcasm = sample.question(7);
    Sample.Question translation = sample.question(1);
    Sample.Question bias = sample.question(4);
    Sample.Question graphs = sample.question(3);
    return List.of(
        new DemoQuery(
            "Nearest neighbours",
            "The 5 abstracts nearest to \"" + sarcasm.text() + "\":",
            """
            SELECT title, year, venue, embedding <=> ? AS distance
            FROM papers
            ORDER BY distance
            LIMIT 5\
            """,
            List.of(sarcasm.embedding())),
        new DemoQuery(
            "Nearest neighbours with a filter",
            "\""
                + translation.text()
                + "\"\nOnly ACL, only since 2018. A filter never costs rows: 5 asked, 5 given.",
            """
            SELECT title, year, venue, embedding <=> ? AS distance
            FROM papers
            WHERE venue = 'ACL' AND year >= 2018
            ORDER BY distance
            LIMIT 5\
            """,
            List.of(translation.embedding())),
        new DemoQuery(
            "Everything within a distance",
            "All that is nearer than 0.45 to \"" + bias.text() + "\":",
            """
            SELECT title, year, embedding <=> ? AS distance
            FROM papers
            WHERE embedding <=> ? < 0.45
            ORDER BY distance\
            """,
            List.of(bias.embedding(), bias.embedding())),
        new DemoQuery(
            "Similar to a row",
            "Papers like \"" + sample.papers().getFirst().title() + "\":",
            """
            SELECT other.title, other.year, this.embedding <=> other.embedding AS distance
            FROM papers this, papers other
            WHERE this.id = ? AND other.id <> this.id
            ORDER BY distance
            LIMIT 5\
            """,
            List.of(sample.papers().getFirst().id())),
        new DemoQuery(
            "SQL over neighbours",
            "Where do the 100 papers nearest to \"" + graphs.text() + "\" appear?",
            """
            SELECT venue, COUNT(*) AS papers, MIN(distance) AS nearest
            FROM TABLE(KNN(TABLE papers, DESCRIPTOR(embedding), ?, 100))
            GROUP BY venue
            ORDER BY papers DESC, venue
            LIMIT 5\
            """,
            List.of(graphs.embedding())));
  }
}
