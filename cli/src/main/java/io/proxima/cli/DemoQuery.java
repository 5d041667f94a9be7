package io.proxima.cli;

import java.util.List;

/// One of the questions that the demonstration asks: what it shows, the statement, its parameters.
record DemoQuery(String title, String sql, List<Object> parameters) {
  /// The five questions over the sample.
  static List<DemoQuery> all(Sample sample) {
    Sample.Question sarcasm = sample.question(7);
    Sample.Question translation = sample.question(1);
    Sample.Question bias = sample.question(4);
    Sample.Question graphs = sample.question(3);
    return List.of(
        new DemoQuery(
            "Nearest neighbours: the 5 abstracts nearest to the question \""
                + sarcasm.text()
                + "\"",
            """
            SELECT title, year, venue, embedding <=> ? AS distance
            FROM papers
            ORDER BY distance
            LIMIT 5\
            """,
            List.of(sarcasm.embedding())),
        new DemoQuery(
            "With a filter: \""
                + translation.text()
                + "\", but only ACL since 2018. A filter never costs rows: 5 asked, 5 given",
            """
            SELECT title, year, venue, embedding <=> ? AS distance
            FROM papers
            WHERE venue = 'ACL' AND year >= 2018
            ORDER BY distance
            LIMIT 5\
            """,
            List.of(translation.embedding())),
        new DemoQuery(
            "Within a distance: everything nearer than 0.45 to \""
                + bias.text()
                + "\", however many that is",
            """
            SELECT title, year, embedding <=> ? AS distance
            FROM papers
            WHERE embedding <=> ? < 0.45
            ORDER BY distance\
            """,
            List.of(bias.embedding(), bias.embedding())),
        new DemoQuery(
            "Similar to a row: papers like \"" + sample.papers().getFirst().title() + "\"",
            """
            SELECT other.title, other.year, this.embedding <=> other.embedding AS distance
            FROM papers this, papers other
            WHERE this.id = ? AND other.id <> this.id
            ORDER BY distance
            LIMIT 5\
            """,
            List.of(sample.papers().getFirst().id())),
        new DemoQuery(
            "SQL over neighbours: where do the 100 papers nearest to \""
                + graphs.text()
                + "\" appear?",
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
