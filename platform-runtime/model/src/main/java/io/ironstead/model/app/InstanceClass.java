package io.ironstead.model.app;

/** App Engine's instance classes: the memory limit and the processor share of one instance. */
public enum InstanceClass {
    F1(384, 600),
    F2(768, 1200),
    F4(1536, 2400),
    F4_1G(3072, 2400),
    B1(384, 600),
    B2(768, 1200),
    B4(1536, 2400),
    B4_1G(3072, 2400),
    B8(3072, 4800);

    private final int memoryMib;
    private final int cpuMhz;

    InstanceClass(int memoryMib, int cpuMhz) {
        this.memoryMib = memoryMib;
        this.cpuMhz = cpuMhz;
    }

    /** The memory limit in MiB; an instance above it is killed. */
    public int memoryMib() {
        return memoryMib;
    }

    /** The processor share by App Engine's nominal MHz: a weight between instances, not a clock rate. */
    public int cpuMhz() {
        return cpuMhz;
    }
}
