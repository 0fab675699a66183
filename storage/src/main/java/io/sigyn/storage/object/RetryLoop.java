package io.sigyn.storage.object;

import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Repeats an attempt whose failure may pass, with growing pauses, until it succeeds or the time is over. Thread-safe. The
 * SDK's own repetitions are off: only here is it known whether an attempt that failed may have taken effect.
 */
final class RetryLoop {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration totalTimeout;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private final ObjectStoreListener listener;

    RetryLoop(Duration totalTimeout, LongSupplier nanoTime, Sleeper sleeper, ObjectStoreListener listener) {
        this.totalTimeout = totalTimeout;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.listener = listener;
    }

    /** Waits; a test may do otherwise. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** One attempt, told whether one before it may have taken effect. */
    @FunctionalInterface
    interface Attempt<T> {
        T run(boolean earlierMayHaveTakenEffect) throws IOException;
    }

    /** Another attempt would have to begin from the start, and may succeed; the one that failed has had no effect. */
    static final class ConflictException extends IOException {
        private static final long serialVersionUID = 1L;

        ConflictException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @param what names the call in messages, such as "put chunks/a" */
    <T> T run(Operation operation, String what, Attempt<T> attempt) throws IOException {
        long start = nanoTime.getAsLong();
        boolean mayHaveTakenEffect = false;
        for (int attempts = 1; ; attempts++) {
            Exception failure;
            try {
                return attempt.run(mayHaveTakenEffect);
            } catch (ConflictException | SdkException | UncheckedIOException e) {
                failure = e;
            }
            if (Thread.currentThread().isInterrupted() || failure instanceof AbortedException) {
                throw interrupted(what, failure);
            }
            if (!mayPass(failure)) {
                throw new IOException("cannot " + what + ": " + failure.getMessage(), failure);
            }
            mayHaveTakenEffect |= mayHaveTakenEffect(failure);
            Duration pause = pause(attempts);
            Duration spent = Duration.ofNanos(nanoTime.getAsLong() - start);
            if (spent.plus(pause).compareTo(totalTimeout) > 0) {
                throw new IOException(
                        "cannot " + what + ": given up after " + attempts + " attempts in " + spent.toMillis() + " ms: "
                                + failure.getMessage() + (mayHaveTakenEffect ? ". It may have taken effect" : ""),
                        failure);
            }
            listener.retried(operation, failure);
            sleep(pause, what);
        }
    }

    private void sleep(Duration pause, String what) throws IOException {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(what, e);
        }
    }

    private static IOException interrupted(String what, Exception cause) {
        IOException interrupted = new InterruptedIOException("interrupted: " + what);
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Half to all of a time that doubles, so that clients that failed together do not come back together. */
    private static Duration pause(int attempts) {
        long longest = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 20));
        return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private static boolean mayPass(Exception failure) {
        if (failure instanceof S3Exception answer) {
            int status = answer.statusCode();
            return status == 408 || status == 429 || (status >= 500 && status != 501);
        }
        return !(failure instanceof SdkClientException client)
                || client instanceof ApiCallAttemptTimeoutException
                || client.retryable()
                || isCausedByIo(client);
    }

    /** A store that answered that it is busy or that the time is over has not written; all else is not known. */
    private static boolean mayHaveTakenEffect(Exception failure) {
        boolean refused = failure instanceof S3Exception answer && (answer.statusCode() == 429);
        return !(failure instanceof ConflictException) && !refused;
    }

    private static boolean isCausedByIo(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
