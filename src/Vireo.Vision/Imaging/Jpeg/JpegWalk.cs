namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>The units of a pass in their order, with the restarts between them.</summary>
internal struct JpegWalk
{
    private readonly JpegScan _scan;
    private int _left;

    public JpegWalk(JpegScan scan)
    {
        (_scan, _left) = (scan, scan.Interval);
        var first = scan.Components[0];
        (Columns, Rows) = scan.Components.Length == 1 ? (first.Columns, first.Rows)
            : (first.StoredColumns / first.Plane.H, first.StoredRows / first.Plane.V);
    }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Restarts so far.</summary>
    public int Restarts { get; private set; }

    /// <summary>Blocks of a component in a unit: one where it comes alone.</summary>
    public readonly (int Wide, int High) Unit(JpegComponent component) =>
        _scan.Components.Length == 1 ? (1, 1) : (component.Plane.H, component.Plane.V);

    /// <summary>Before each unit: passes over a restart marker where one is due; false if it is not there.</summary>
    public bool Next(ref JpegBits bits)
    {
        if (_scan.Interval == 0)
            return true;
        if (_left == 0)
        {
            if (bits.Overran || !bits.Restart(Restarts & 7))
                return false;
            (_left, Restarts) = (_scan.Interval, Restarts + 1);
            foreach (var component in _scan.Components)
                component.Prediction = 0;
        }

        _left--;
        return true;
    }
}
