package io.sigyn.logql.template;

import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The trees of a template and of those that it defines. Immutable; safe for all threads if the clock is.
 *
 * @param text as bytes: error messages count them
 */
record ParsedTemplate(
        String name,
        String text,
        Node.Sequence main,
        Map<String, Node.Sequence> templates,
        FunctionTable functions,
        RegexCache regexes,
        InstantSource clock) {

    static ParsedTemplate parse(String name, String text, InstantSource clock) {
        return parse(name, text, FunctionTable.LOKI, clock);
    }

    static ParsedTemplate parse(String name, String text, FunctionTable functions, InstantSource clock) {
        Map<String, Node.Sequence> templates = new HashMap<>();
        TemplateParser.parse(name, text, functions, templates);
        Node.Sequence main = templates.getOrDefault(name, new Node.Sequence(0, java.util.List.of()));
        return new ParsedTemplate(name, text, main, Map.copyOf(templates), functions, new RegexCache(), clock);
    }

    GoTime now() {
        Instant instant = clock.instant();
        return new GoTime(instant.getEpochSecond(), instant.getNano(), GoZone.LOCAL);
    }
}
