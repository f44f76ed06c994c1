// A Deploy waits for programs and for Prometheus again and again: the stories run side by side, however few processors there are.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
