package io.sigyn.logql;

import static io.sigyn.model.GoQuote.quote;

import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.ast.Stage.Predicate;
import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Selector;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Selectors and stages on one line, in Loki's style or so that they can be read back. Immutable. */
final class StageText implements Stage.Visitor<String> {
    /** As Loki prints: rounds sizes, and quotes label names that are not ASCII. */
    static final StageText LOKI = new StageText(false);

    /** As LogQL can be read. */
    static final StageText EXACT = new StageText(true);

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final boolean exact;

    private StageText(boolean exact) {
        this.exact = exact;
    }

    boolean isExact() {
        return exact;
    }

    String of(Selector selector) {
        return selector.matchers().stream().map(this::matcher).collect(Collectors.joining(", ", "{", "}"));
    }

    String of(Stage stage) {
        return stage.accept(this);
    }

    private String matcher(LabelMatcher matcher) {
        String name = matcher.name();
        String written = PLAIN_NAME.matcher(name).matches() || exact ? name(name) : quote(name);
        return written + matcher.operator().symbol() + quote(matcher.value());
    }

    /** A sign may be a name; with an operator right beside it, it would be read as another operator. */
    String name(String name) {
        boolean sign = exact && !Character.isLetterOrDigit(name.codePointBefore(name.length())) && !name.endsWith("_");
        return sign ? " " + name + " " : name;
    }

    String names(List<String> names, String separator) {
        return names.stream().map(this::name).collect(Collectors.joining(separator));
    }

    private static <T> String list(List<T> values, Function<T, String> text) {
        return values.stream().map(text).collect(Collectors.joining(","));
    }

    // ---- line filters

    @Override
    public String lineFilter(Stage.LineFilter stage) {
        return stage.operator().symbol() + " "
                + stage.alternatives().stream().map(StageText::alternative).collect(Collectors.joining(" or "));
    }

    private static String alternative(Stage.LineFilter.Alternative alternative) {
        return alternative.ip() ? "ip(" + quote(alternative.text()) + ")" : quote(alternative.text());
    }

    // ---- parsers and formats

    @Override
    public String json(Stage.Json stage) {
        return "| json" + extractions(stage.extractions());
    }

    @Override
    public String logfmt(Stage.Logfmt stage) {
        return "| logfmt" + (stage.strict() ? " --strict" : "") + (stage.keepEmpty() ? " --keep-empty" : "")
                + extractions(stage.extractions());
    }

    private String extractions(List<Stage.Extraction> extractions) {
        return extractions.isEmpty()
                ? ""
                : " " + list(extractions, each -> name(each.label()) + "=" + quote(each.expression()));
    }

    @Override
    public String regexp(Stage.Regexp stage) {
        return "| regexp " + quote(stage.regex());
    }

    @Override
    public String pattern(Stage.Pattern stage) {
        return "| pattern " + quote(stage.pattern());
    }

    @Override
    public String unpack(Stage.Unpack stage) {
        return "| unpack";
    }

    @Override
    public String decolorize(Stage.Decolorize stage) {
        return "| decolorize";
    }

    @Override
    public String lineFormat(Stage.LineFormat stage) {
        return "| line_format " + quote(stage.template());
    }

    @Override
    public String labelFormat(Stage.LabelFormat stage) {
        return "| label_format "
                + list(
                        stage.assignments(),
                        each -> name(each.label()) + "=" + (each.rename() ? name(each.value()) : quote(each.value())));
    }

    @Override
    public String drop(Stage.Drop stage) {
        return "| drop " + list(stage.choices(), this::choice);
    }

    @Override
    public String keep(Stage.Keep stage) {
        return "| keep " + list(stage.choices(), this::choice);
    }

    private String choice(Stage.LabelChoice choice) {
        return choice.matcher() == null ? name(choice.name()) : matcher(choice.matcher());
    }

    // ---- label filters

    @Override
    public String labelFilter(Stage.LabelFilter stage) {
        return "| " + predicate(stage.predicate());
    }

    private String predicate(Predicate predicate) {
        if (predicate instanceof Predicate.And and) {
            return exact ? exactly(and) : "( " + predicate(and.left()) + " , " + predicate(and.right()) + " )";
        } else if (predicate instanceof Predicate.Or or) {
            return exact ? exactly(or) : "( " + predicate(or.left()) + " or " + predicate(or.right()) + " )";
        } else if (predicate instanceof Predicate.StringMatch string) {
            return matcher(string.matcher());
        } else if (predicate instanceof Predicate.NumberMatch number) {
            return name(number.label()) + number.comparison().symbol() + GoFloat.format(number.value());
        } else if (predicate instanceof Predicate.DurationMatch duration) {
            return name(duration.label()) + duration.comparison().symbol() + GoDuration.format(duration.nanos());
        } else if (predicate instanceof Predicate.BytesMatch bytes) {
            return name(bytes.label()) + bytes.comparison().symbol() + size(bytes.bytes());
        }
        Predicate.IpMatch ip = (Predicate.IpMatch) predicate;
        return name(ip.label()) + (ip.negated() ? "!=" : "=") + "ip(" + quote(ip.pattern()) + ")";
    }

    // Parentheses only where they are needed, so that what was a long chain is one again. A comma takes all to its
    // right.

    private String exactly(Predicate.And and) {
        return isCompound(and.right())
                ? operand(and.left(), isCompound(and.left())) + " , " + predicate(and.right())
                : operand(and.left(), and.left() instanceof Predicate.Or || isOpen(and.left())) + " and "
                        + predicate(and.right());
    }

    private String exactly(Predicate.Or or) {
        return operand(or.left(), isOpen(or.left())) + " or " + operand(or.right(), or.right() instanceof Predicate.Or);
    }

    private String operand(Predicate operand, boolean parenthesised) {
        return parenthesised ? "(" + predicate(operand) + ")" : predicate(operand);
    }

    private static boolean isCompound(Predicate predicate) {
        return predicate instanceof Predicate.And || predicate instanceof Predicate.Or;
    }

    /** Whether it is printed with a comma, and would take in what is printed behind it. */
    private static boolean isOpen(Predicate predicate) {
        if (predicate instanceof Predicate.And and) {
            return isCompound(and.right());
        }
        return predicate instanceof Predicate.Or or && or.right() instanceof Predicate.And and && isOpen(and);
    }

    private String size(long bytes) {
        if (!exact) {
            return GoBytes.formatSi(bytes).replace(" ", "");
        }
        return bytes == 0 ? "0kB" : Long.toUnsignedString(bytes) + "B"; // 0B would begin a binary number
    }

    // ---- unwrap

    String unwrap(Unwrap unwrap) {
        String label = name(unwrap.label());
        return "| unwrap "
                + switch (unwrap.conversion()) {
                    case NUMBER -> label;
                    case BYTES -> "bytes(" + label + ")";
                    case DURATION -> "duration(" + label + ")";
                    case DURATION_SECONDS -> "duration_seconds(" + label + ")";
                };
    }
}
