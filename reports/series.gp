# A few lines over simulated time, named at their right ends.
load "style.gp"
set terminal @TERM
set output OUT
DATA = "{{name}}.csv"
set label 10 {{title}} at screen 0.03,0.955 left font FONT.":Bold,16" tc rgb INK
set label 11 {{subtitle}} at screen 0.03,0.9 left font FONT.",12" tc rgb MUTED
set xrange [{{x_range}}]
set yrange [{{y_range}}]
set xtics ({{x_tics}})
set ytics ({{y_tics}})
set xlabel {{x_title}} font FONT.",12" tc rgb MUTED offset 0,0.3
set rmargin {{right_margin}}
set tmargin 6
{{marks}}{{limits}}{{labels}}{{plot}}
set output
