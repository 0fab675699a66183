package io.sigyn.logql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.RecordedQuery;
import io.sigyn.logql.ast.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text, the answer is a tree or a {@link LogQlSyntaxException}, and both parsers agree on which. */
class ParserFuzzTest {
    private static final List<RecordedQuery> QUERIES = RecordedQuery.all();
    private static final String CHARACTERS =
            "{}[]()|=!~<>,.\"`'\\#/*-+%^ \n\t0159eExbmshKB_aor\u0000é上\ud83d\ude80\ud83d";

    /** What the oracle says of a text that it does not refuse, when nothing else is wrong with it. */
    private static final String NOTHING_WRONG = "parse error : syntax error";

    @Test
    void random_text_is_refused_or_read_and_no_more() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{a=\"b\"}" : "");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            check(text.toString());
        }
    }

    @Test
    void recorded_queries_with_a_character_changed_are_refused_or_read_and_no_more() {
        Random random = new Random(2);
        for (RecordedQuery query : QUERIES) {
            for (int i = 0; i < 4 && !query.query().isEmpty(); i++) {
                StringBuilder text = new StringBuilder(query.query());
                int at = random.nextInt(text.length());
                char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, character);
                    case 2 -> text.setCharAt(at, character);
                    default -> text.setLength(at);
                }
                check(text.toString());
            }
        }
    }

    @Test
    void recorded_queries_with_words_moved_are_refused_or_read_and_no_more() {
        Random random = new Random(3);
        for (RecordedQuery query : QUERIES) {
            for (int i = 0; i < 4; i++) {
                List<String> words = new ArrayList<>(List.of(query.query().split("(?<=\\W)|(?=\\W)")));
                List<String> others = List.of(
                        QUERIES.get(random.nextInt(QUERIES.size())).query().split("(?<=\\W)|(?=\\W)"));
                for (int change = random.nextInt(3); change >= 0 && !words.isEmpty(); change--) {
                    int at = random.nextInt(words.size());
                    switch (random.nextInt(4)) {
                        case 0 -> words.remove(at);
                        case 1 -> words.add(at, others.get(random.nextInt(others.size())));
                        case 2 -> words.set(at, others.get(random.nextInt(others.size())));
                        default -> words.addAll(at, others.subList(0, random.nextInt(others.size() + 1)));
                    }
                }
                check(String.join("", words));
            }
        }
    }

    private static void check(String text) {
        String oracle =
                String.valueOf(SyntaxOracle.explain(LogQlLexer.tokenize(text)).getMessage());
        Expr expr;
        try {
            expr = LogQlParser.parse(text);
        } catch (LogQlSyntaxException refused) {
            String message = String.valueOf(refused.getMessage());
            assertThat(message).as("%s", text).startsWith("parse error").isNotEqualTo(NOTHING_WRONG);
            if (message.contains("syntax error: ") && !message.contains("pattern parser")) {
                assertThat(message).as("%s", text).isEqualTo(oracle);
            }
            return;
        }
        assertThat(oracle).as("what is read should not be refused: %s", text).isEqualTo(NOTHING_WRONG);
        assertThatCode(() -> LogQlPrinter.format(expr)).as("%s", text).doesNotThrowAnyException();
        String printed = LogQlPrinter.print(expr);
        assertThat(LogQlParser.parse(printed))
                .as("%s printed as %s", text, printed)
                .isEqualTo(expr);
    }
}
