package io.sigyn.ruler.evaluation;

/** A rule that could not be evaluated; the message is what its author reads. */
final class EvaluationException extends Exception {
    private static final long serialVersionUID = 1;

    EvaluationException(String message) {
        super(message, null, false, false);
    }
}
