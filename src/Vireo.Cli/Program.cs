#if PREDICTOR
return Vireo.Cli.PredictorApp.Run(args);
#else
return Vireo.Cli.App.Run(args);
#endif
