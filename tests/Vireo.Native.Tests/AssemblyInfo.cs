// The team of workers and its size belong to the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
