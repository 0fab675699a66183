package io.sigyn.storage.object;

class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    ObjectStore openStore() {
        return new MemoryObjectStore();
    }
}
