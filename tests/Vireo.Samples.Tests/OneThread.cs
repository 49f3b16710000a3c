using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Samples.Tests;

/// <summary>Samples run on one thread: teams of threads that wait by spinning are slow on a busy machine.</summary>
internal static class OneThread
{
#pragma warning disable CA2255 // A test assembly is an application.
    [ModuleInitializer]
    internal static void Set() => Workers.Count = 1;
#pragma warning restore CA2255
}
