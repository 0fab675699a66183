package io.sigyn.ruler;

/** A group that its tenant may not have; the message is Loki's. */
public final class RuleLimitException extends Exception {
    private static final long serialVersionUID = 1;

    RuleLimitException(String message) {
        super(message, null, false, false);
    }
}
