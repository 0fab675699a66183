package io.sigyn.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which Netty found that a buffer was lost without being given back; with the paranoid level
 * that the build sets, every buffer is watched. In force for all tests of the module.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Watchful());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // That this class is loaded is what matters: before the first buffer is made.
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String leak = next();
        if (leak != null) {
            throw new AssertionError("a buffer was not given back, in this class or one before it: " + leak);
        }
    }

    /** What was found since the last call, or null. */
    static String next() {
        System.gc();
        for (int i = 0; i < 3; i++) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16); // looks for lost ones
            buffer.release();
            Thread.yield();
        }
        return FOUND.poll();
    }

    private static final class Watchful extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // the only one that is abstract
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Detector<>(resource, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
            return new Detector<>(resource, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        @SuppressWarnings("deprecation")
        Detector(Class<T> resource, int interval) {
            super(resource, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            FOUND.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            FOUND.add(type);
        }
    }
}
