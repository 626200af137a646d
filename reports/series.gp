# A few lines over simulated time, named at their right ends.
load "style.gp"
set terminal @TERM
set output OUT
DATA = "{{name}}.csv"
Y(v) = {{y_place}}
set label 10 {{title}} at screen 0.03,0.955 left font FONT.":Bold,17" tc rgb INK
set label 11 {{subtitle}} at screen 0.03,0.895 left font FONT.",13" tc rgb MUTED
set label 13 {{subtitle_rest}} at screen 0.03,0.85 left font FONT.",13" tc rgb MUTED
set xrange [{{x_range}}]
set yrange [{{y_range}}]
set xtics ({{x_tics}})
set ytics ({{y_tics}})
set xlabel {{x_title}} font FONT.",14" tc rgb MUTED offset 0,0.3
set rmargin {{right_margin}}
set tmargin at screen 0.76
{{marks}}{{limits}}{{labels}}{{plot}}
set output
