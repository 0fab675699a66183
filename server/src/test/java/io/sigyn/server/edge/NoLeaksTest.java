package io.sigyn.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NoLeaksTest {
    @Test
    void a_buffer_that_is_lost_is_found() throws InterruptedException {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        lose();
        String found = NoLeaks.next();
        while (found == null) { // the class has a timeout
            Thread.sleep(10);
            found = NoLeaks.next();
        }
        assertThat(found).contains("ByteBuf");
    }

    private static void lose() {
        PooledByteBufAllocator.DEFAULT.directBuffer(32).writeInt(1);
    }
}
