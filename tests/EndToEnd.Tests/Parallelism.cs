// Whole Deploys wait for most of their time, so that the stories run side by side, however few processors there are.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
