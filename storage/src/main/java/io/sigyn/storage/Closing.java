package io.sigyn.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Closes things so that no failure hides another. Stateless. */
public final class Closing {
    private Closing() {}

    /** Closes all after {@code failure}; what fails now is added to it as suppressed. */
    public static void closeAfter(Throwable failure, @Nullable AutoCloseable... resources) {
        for (AutoCloseable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (Exception secondary) {
                failure.addSuppressed(secondary);
            }
        }
    }

    /** Closes all, in order, even if one fails; then throws the first failure with the others as suppressed. */
    public static void closeAll(@Nullable AutoCloseable... resources) throws IOException {
        IOException first = null;
        for (AutoCloseable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (Exception failure) {
                if (first == null) {
                    first = failure instanceof IOException io ? io : new IOException(failure);
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
