// A Deploy waits for programs and for Prometheus again and again: both stories run side by side, however few processors there are.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
