namespace Vireo.Training.Runs;

/// <summary>What to do about a run folder that is there already.</summary>
public enum RunMode
{
    /// <summary>Begin a run; a folder that holds one is refused.</summary>
    New,

    /// <summary>Go on with the run in the folder, or begin one where there is none.</summary>
    Resume,

    /// <summary>Remove the run in the folder and begin another.</summary>
    Overwrite,
}
