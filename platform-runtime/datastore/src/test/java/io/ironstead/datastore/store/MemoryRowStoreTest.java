package io.ironstead.datastore.store;

class MemoryRowStoreTest extends RowStoreContract {
    @Override
    RowStore open() {
        return new MemoryRowStore();
    }
}
