package io.sigyn.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the heap is shared out. Stateless. */
final class Memory {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
    private static final long MIN_BYTES = 32L << 20;

    /** Of the heap, in percent, when a collection sets its size. */
    private static final Map<String, String> FREE = Map.of("MinHeapFreeRatio", "10", "MaxHeapFreeRatio", "30");

    private Memory() {}

    /**
     * Makes collections give memory back to the system that they have freed: by default a heap keeps more than twice what is
     * in use, and grows whenever a busy machine makes collections slow. Flags that were given stay as they are.
     */
    static void giveBackWhatIsFree() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (machine == null) {
            return; // another virtual machine, which has its own ways
        }
        for (String flag : List.of("MinHeapFreeRatio", "MaxHeapFreeRatio")) { // the lower bound first
            try {
                if (machine.getVMOption(flag).getOrigin() == VMOption.Origin.DEFAULT) {
                    machine.setVMOption(flag, String.valueOf(FREE.get(flag)));
                }
            } catch (IllegalArgumentException unknownOrRefused) {
                LOG.debug("{} stays as it is: {}", flag, unknownOrRefused.getMessage());
            }
        }
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }

    /** For request bodies that are being read or worked on, over all connections. */
    static long maxBufferedBodyBytes() {
        return Math.max(MIN_BYTES, Math.min(256L << 20, heap() / 4));
    }

    /**
     * For rows that are in no segment yet. What a heap that is not small has beyond it is for queries; less would make
     * more and smaller segments.
     */
    static long liveBytes() {
        return Math.max(MIN_BYTES, Math.min(240L << 20, heap() * 2 / 5));
    }

    /** For label indexes and directories of segments. */
    static long indexCacheBytes() {
        return Math.max(MIN_BYTES, heap() / 8);
    }

    /** For one push after decompression. */
    static int maxDecodedPushBytes() {
        return (int) Math.max(MIN_BYTES, Math.min(128L << 20, heap() / 8));
    }
}
