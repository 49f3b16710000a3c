namespace Vireo.Vision.Samples;

/// <summary>The classes of the insects sample, in the order of their labels.</summary>
internal enum InsectKind
{
    Ant,
    Bee,
    Beetle,
    Butterfly,
    Dragonfly,
}
