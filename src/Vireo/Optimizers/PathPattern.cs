using System.Text;
using System.Text.RegularExpressions;

namespace Vireo.Optimizers;

/// <summary>A pattern of paths: see <see cref="ParameterGroup.Pattern"/>.</summary>
internal sealed class PathPattern
{
    private readonly Regex _regex;

    public PathPattern(string pattern)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '*')
            {
                text.Append(Regex.Escape($"{pattern[i]}"));
                continue;
            }

            var isDouble = i + 1 < pattern.Length && pattern[i + 1] == '*';
            if (isDouble) i++;
            // "**." may stand for nothing at all, so that "**.bias" finds a bias at the top too.
            var mayVanish = isDouble && pattern.AsSpan(i + 1).StartsWith(".") && (i == 1 || pattern[i - 2] == '.');
            if (mayVanish) i++;
            text.Append(mayVanish ? @"(.*\.)?" : isDouble ? ".*" : "[^.]*");
        }

        // A part of the model stands for all that lies below it. Patterns come from files: no backtracking.
        _regex = new Regex(text.Append(@"(\..*)?$").ToString(), RegexOptions.NonBacktracking);
    }

    public bool Matches(string path) => _regex.IsMatch(path);
}
