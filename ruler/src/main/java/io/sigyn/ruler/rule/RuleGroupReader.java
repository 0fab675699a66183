package io.sigyn.ruler.rule;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.PrometheusDuration;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes rule groups of Loki's YAML. What it gives is well-formed; {@link RuleGroupValidator} says whether it is right. Stateless. */
public final class RuleGroupReader {
    private RuleGroupReader() {}

    /** One group, as it is sent to the API; keys that are not known are passed over, as Loki does. */
    public static RuleGroup readGroup(byte[] yaml, int length) throws RuleFormatException {
        return group(YamlFields.parse(utf8(Arrays.copyOf(yaml, length))), false);
    }

    /** The groups of a rule file; a key that is not known is a mistake. */
    public static List<RuleGroup> readFile(byte[] yaml) throws RuleFormatException {
        YamlFields file = YamlFields.parse(utf8(yaml));
        file.allowOnly("groups", "namespace");
        return groups(file, true);
    }

    /** What {@link RuleGroupWriter#writeNamespace} wrote. */
    public static Namespace readNamespace(byte[] yaml) throws RuleFormatException {
        YamlFields file = YamlFields.parse(utf8(yaml));
        return new Namespace(file.text("namespace"), groups(file, false));
    }

    private static List<RuleGroup> groups(YamlFields file, boolean strict) throws RuleFormatException {
        List<RuleGroup> groups = new ArrayList<>();
        for (YamlFields fields : file.list("groups")) {
            groups.add(group(fields, strict));
        }
        return groups;
    }

    private static RuleGroup group(YamlFields fields, boolean strict) throws RuleFormatException {
        if (strict) {
            fields.allowOnly("name", "interval", "query_offset", "limit", "labels", "rules");
        }
        List<Rule> rules = new ArrayList<>();
        for (YamlFields rule : fields.list("rules")) {
            rules.add(rule(rule, strict));
        }
        return new RuleGroup(fields.text("name"), duration(fields, "interval"), limit(fields), rules);
    }

    private static Rule rule(YamlFields fields, boolean strict) throws RuleFormatException {
        if (strict) {
            fields.allowOnly("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations");
        }
        return new Rule(
                fields.letters("record"),
                fields.letters("alert"),
                fields.letters("expr"),
                duration(fields, "for"),
                duration(fields, "keep_firing_for"),
                fields.texts("labels"),
                fields.texts("annotations"));
    }

    private static Duration duration(YamlFields fields, String name) throws RuleFormatException {
        try {
            return Duration.ofNanos(
                    PrometheusDuration.parse(fields.ifPresent(name).orElse("0")));
        } catch (GoException e) {
            throw new RuleFormatException("line " + fields.line() + ": " + name + ": " + e.text(), e);
        }
    }

    private static int limit(YamlFields fields) throws RuleFormatException {
        String text = fields.ifPresent("limit").orElse("0");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RuleFormatException(
                    "line " + fields.line() + ": limit: \"" + text + "\" (expected: a whole number)", e);
        }
    }

    private static String utf8(byte[] bytes) throws RuleFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RuleFormatException("not UTF-8", e);
        }
    }
}
