namespace Vireo.Tests.Kernels;

/// <summary>Tests that set the number of threads run by themselves.</summary>
[CollectionDefinition("thread count", DisableParallelization = true)]
public sealed class ThreadCountCollection;
