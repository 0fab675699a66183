package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a metric series can be. Structured metadata may have any name and any label an empty value; Loki
 * passes series on as text, which loses empty labels, and with them whole series whose names it cannot read.
 */
final class SeriesLabels {
    private SeriesLabels() {}

    /** The labels that are left, or null if the series is lost. */
    static @Nullable Labels of(Labels labels) {
        boolean empty = false;
        for (int i = 0; i < labels.size(); i++) {
            if (!isIdentifier(labels.name(i))) {
                return null;
            }
            empty |= labels.value(i).isEmpty();
        }
        return empty ? withoutEmpty(labels) : labels;
    }

    private static Labels withoutEmpty(Labels labels) {
        Labels.Builder builder = Labels.builder();
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.value(i).isEmpty()) {
                builder.set(labels.name(i), labels.value(i));
            }
        }
        return builder.build();
    }

    private static boolean isIdentifier(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
